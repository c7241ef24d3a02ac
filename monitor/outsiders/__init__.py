"""What people without a part in the index say: reports by anybody, replies of governments."""
