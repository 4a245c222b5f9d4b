"""The desk on a web page, with a browser and without one."""
