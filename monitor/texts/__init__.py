"""The texts of countries that go with their scores."""
