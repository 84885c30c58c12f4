"""Generated documentation: tables of the model, keys of the configuration, public names of `sim`."""
