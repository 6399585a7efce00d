"""What the house decides: brands, the files of styles/, interface words."""
