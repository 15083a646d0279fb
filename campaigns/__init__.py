"""Campaigns: what we demand and have won, news, events, endorsements and replies.

The room is kept free for them: its place in the import rules is already guarded.
"""
