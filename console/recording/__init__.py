"""Recording a desk without anybody's data, and playing it again."""
