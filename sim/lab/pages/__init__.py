"""The pages of the lab; each module declares its routes in `register()`."""
