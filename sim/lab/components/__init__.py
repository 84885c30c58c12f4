"""What a browser draws itself: a script beside the class that speaks to it."""
