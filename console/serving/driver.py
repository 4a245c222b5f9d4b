"""What a desk paints on and hears from when its screen is a browser."""

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class PageDriver(WebDriver):
    """Textual's own; but a desk whose server was killed ends, instead of staying on unseen."""

    def run_input_thread(self) -> None:
        """Listen to the server until it hangs up."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(ExitApp())
