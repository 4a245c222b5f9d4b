"""Work that comes round by itself: who may do it, which windows are due, which are done."""
