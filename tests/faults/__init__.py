"""What goes wrong around the desk: killed processes, locked files, full disks, lost servers."""
