"""Names of people who do not exist."""

from random import Random

FIRST = """
Ana Ben Carla Deniz Elena Femi Greta Hugo Ines Jonas Kira Lars Mira Nils Olga Paul Rosa Sven Tara Umut Vera
Wim Yara Zoe Adam Bianca Cem Dora Erik Fatma Georg Hana Igor Julia Karl Lena Marek Nadia Omar Petra Ravi Sofia
Timo Ulla Victor Wanda Xenia Yusuf Ada Bruno
"""
LAST = """
Keller Novak Rossi Yilmaz Santos Lindqvist Fischer Moreau Bauer Petrov Okafor Haas Jansen Kowalska Brandt
Ferrari Schuster Demir Larsen Vogel Horvat Nguyen Weber Silva Krause Popescu Wolf Andersson Marin Hofmann
Costa Becker Kaya Dubois Richter Svoboda Engel Varga Lopez Winter Friedrich Mehta Sommer Iversen Graf Tanaka
"""


def full_names(count: int, choose: Random) -> list[str]:
    """So many different names, in an order that `choose` decides."""
    return choose.sample([f"{first} {last}" for first in FIRST.split() for last in LAST.split()], count)
