"""Components drawn by the browser: a script beside the class that talks to it."""
