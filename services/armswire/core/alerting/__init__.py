"""Which events alert, what joins which alert, and how it is put into words. Pure: no clock, no channel, no store."""
