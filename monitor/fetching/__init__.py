"""How the door to the web asks: politely, hop by hop, and understanding what servers say."""
