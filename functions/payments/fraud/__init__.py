"""An explainable fraud score: signals of a payment's past and present in a reviewed model."""
