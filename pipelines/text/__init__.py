"""What a customer's comment shows: its language, emotion, side and topics, by word lists in Spanish and English, offline.

`reading.Reader.read` is the method: pure functions over one text. What the words do not show is None, never a guess.
"""
