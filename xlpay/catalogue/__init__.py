"""The worksheet functions: each once, with its arguments, help, examples and the rule it calls.

Everything that hosts show or generate (Excel wrappers, Calc interfaces, wizard help, the command
line, the reference page) is read from the catalogue; `xlpay.functions` is its public door.
"""
