# Handed in a file of no bytes.
# expect: unusable
# edit: empty
