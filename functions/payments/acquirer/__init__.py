"""Asking the acquirer for money: one protocol, an HTTPS adapter and a simulator."""
