"""What users of other systems suffered, lesson by lesson, on cases of a district."""
