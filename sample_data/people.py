"""The invented customers and employees. Names are made up, e-mails are at example.*, numbers in made-up blocks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from sample_data.timeline import DATA_END

CUSTOMERS = 2_400
COUNTRIES = {"AR": 45, "MX": 30, "ES": 25}
SEGMENTS = {"Hogar": 55, "Pyme": 30, "Premium": 15}
COUNTRY_NAMES = {"AR": "Argentina", "MX": "Mexico", "ES": "Spain"}
FIRST_NAMES = (
    "Abril Adela Bruno Camila Ciro Dalia Darío Elvira Emilio Fabia Gael Gilda Hugo Inés Iván Jazmín Julián Lautaro Leda "
    "Lidia Lucio Mara Marcos Nadia Nicanor Olivia Oriol Paloma Quique Renata Rocío Saúl Selma Tadeo Teo Úrsula Valentín "
    "Vera Ximena Yago Zoe Alice Ben Clara Daniel Emma Frank Grace Henry"
)
SURNAME_STARTS = "Alber Brama Cande Dorva Eluma Ferba Gondra Hureta Ibalsa Jorda Lumba Moraga Nerva Orbela Pralo Quinde"
SURNAME_ENDS = "ndiz rrión ltea vares dúrez stiel ñoba quera zuela mber"
CITIES = {
    "AR": ("Ciudad Prueba", "Villa Lumbre", "San Telar", "Puerto Brisal", "Colonia Alerce", "Monte Quindo"),
    "MX": ("Villa Muestra", "Santa Olmara", "Puerto Cobalto", "San Jacinto del Telar", "Valle Nerva"),
    "ES": ("Puerto Ejemplo", "Torre Albera", "Vega del Ibal", "San Quindez"),
}
BIRTH_DATE_SHARE = 0.85  # of the customers told the company their birthday
OLDEST, YOUNGEST = date(1944, 1, 1), date(2007, 12, 31)
MAIL_HOSTS = ("example.com", "example.org", "example.net")
PHONE_BLOCKS = {"AR": "+54911555{:05d}", "MX": "+52555555{:04d}", "ES": "+34600{:06d}"}


@dataclass(frozen=True)
class Person:
    """A customer: the keys by which the systems know the same human being."""

    number: int
    customer_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    country: str
    language: str
    segment: str
    created_at: datetime
    activity: float  # how often this customer appears, 1 on average
    city: str = ""
    birth_date: date | None = None
    club_number: str = ""
    family: str = ""  # the kind of planted family; '' is everybody else
    facet: int = 0  # which of the customer's identities a system has: another one is another record in it

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Agent:
    """An employee, with the name that each system gives to the same desk."""

    name: str
    login: str
    number: int
    team: str
    country: str

    @property
    def email(self) -> str:
        return f"{self.login}@bruvanta.example"


def make_people(rng: Random) -> list[Person]:
    """Return all customers; number 0 is Manuel of the worked story."""
    people = [_manuel()]
    counters = dict.fromkeys(COUNTRIES, 100)
    for number in range(1, CUSTOMERS):
        country = rng.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
        counters[country] += 1
        first = rng.choice(FIRST_NAMES.split())
        last = rng.choice(SURNAME_STARTS.split()) + rng.choice(SURNAME_ENDS.split())
        people.append(
            Person(
                number=number,
                customer_id=f"BV-{10000 + number}",
                first_name=first,
                last_name=last,
                email=f"{plain(first)}.{plain(last)}{number}@{rng.choice(MAIL_HOSTS)}",
                phone=PHONE_BLOCKS[country].format(counters[country]),
                country=country,
                language="en" if rng.random() < 0.15 else "es",
                segment=rng.choices(list(SEGMENTS), list(SEGMENTS.values()))[0],
                created_at=DATA_END - timedelta(minutes=rng.randint(200 * 1440, 1200 * 1440)),
                activity=rng.expovariate(1) + 0.2,
            )
        )
    return people


def add_homes(rng: Random, people: list[Person]) -> list[Person]:
    """Return the customers with the city that they live in and, most of them, the day of their birth."""
    return [replace(person, city=rng.choice(CITIES[person.country]),
                    birth_date=draw_birth_date(rng) if rng.random() < BIRTH_DATE_SHARE else None) for person in people]  # fmt: skip


def draw_birth_date(rng: Random) -> date:
    """Return a birthday of an adult."""
    return OLDEST + timedelta(days=rng.randrange((YOUNGEST - OLDEST).days))


def _manuel() -> Person:
    created = DATA_END - timedelta(days=500)
    return Person(0, "BV-10000", "Manuel", "Orbelmber", "manuel.orbelmber@example.com", "+5491155500042", "AR", "es",
                  "Hogar", created, 0.0)  # fmt: skip  # activity 0: only the story's own contacts


def make_agents() -> list[Agent]:
    """Return the contact centre's agents, the same in every run."""
    names = {
        "Voz": "Berta Lumbaquera,Ciro Dorvandiz,Dalia Pralostiel,Elio Nervaltea,Fabia Gondravares,Gael Iberrión",
        "Chat": "Hilda Moragañoba,Iker Quindezuela,Jana Alberltea,Kevin Hureta",
        "Correo": "Lara Candevares,Mateo Elumandiz,Nuria Ferbarrión",
        "Formularios": "Omar Jordaquera,Petra Bramastiel",
        "Mensajería": "Quima Orbelaltea,Roque Ibalsandiz",
    }
    countries = {"Voz": "AR", "Chat": "ES", "Correo": "AR", "Formularios": "MX", "Mensajería": "MX"}
    agents: list[Agent] = []
    for team, listed in names.items():
        for name in listed.split(","):
            login = plain(name.split()[0])
            agents.append(Agent(name, login, 77001 + len(agents), team, countries[team]))
    return agents


def plain(text: str) -> str:
    """Return the text in lower case without accents, as e-mail addresses have it."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if letter.isascii()).lower().replace(" ", "")
