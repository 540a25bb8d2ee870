"""Memory is counted as the system tells it, without the file cache of a database."""

from benchmarks.servers import _kibibytes

MAPPINGS = """\
55d0a0000000-55d0a0100000 r-xp 00000000 08:01 131 /usr/bin/python3.11
Size:               1024 kB
Pss:                 300 kB
Pss_Dirty:             0 kB
7f0000000000-7f0010000000 r--s 00000000 08:01 977 /srv/data/everproof.sqlite3
Size:             262144 kB
Pss:              120000 kB
7f0020000000-7f0020008000 rw-s 00000000 08:01 978 /srv/data/everproof.sqlite3-shm
Pss:                  32 kB
7f0030000000-7f0031000000 rw-p 00000000 00:00 0
Pss:               16384 kB
"""


def test_the_database_file_is_left_out():
    assert _kibibytes(MAPPINGS) == 300 + 16384
