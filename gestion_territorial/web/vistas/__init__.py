"""The screens, by noun. A view turns a request into one action and a page; it decides nothing."""
