"""Secrets Manager rotation in four steps that may be repeated, and interrupted, anywhere.

`steps` moves the staging labels (`versions`), a target changes the credential itself: `single_user`
and `alternating_users` on `postgres` or `mysql`, `auth_token` on ElastiCache, `application` for
values that only the secret holds. No message of this package holds a secret value.
"""
