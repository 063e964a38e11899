# Lost the second half of the file on the way.
# expect: unusable
# edit: truncate
