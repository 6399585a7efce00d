"""The proof desk: a workspace in the browser, each text beside everything that becomes of it."""
