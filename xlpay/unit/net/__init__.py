"""The input sheets of what lies between gross and net: bases, cover, bills, standing deductions."""
