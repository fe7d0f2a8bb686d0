"""One module a command: read, one pure call, return what is to be written."""
