"""The screen: a Textual application that draws rows and sends commands, and decides nothing."""
