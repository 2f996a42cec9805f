"""What comes in kinds (components, bases, awards …): what each holds, and what can be wrong."""
