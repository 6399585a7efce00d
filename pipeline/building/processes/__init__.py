"""Jobs come in; their results go out, from processes here or on other machines that may die without harm."""
