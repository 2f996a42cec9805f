"""The kinds of components: what each holds, what it is made of and what can be wrong with it."""
