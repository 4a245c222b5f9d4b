"""Staff and the posts they hold in areas."""
