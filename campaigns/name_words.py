"""Words by which ``marking`` knows names: what comes before them, and capitalized words that are none."""

# As alternatives of a pattern.
AFTER = (
    r"my name is|my name[’']s|his name is|her name is|their name is|name is|i am|i[’']m|this is|call me|called|named|"
    r"goes by|known as|me llamo|se llama|te llamas|llamad[oa]|mi nombre es|su nombre es|soy|conocid[oa] como|"
    r"me dicen|le dicen|firmado|signed|ang pangalan ko ay|pangalan ko ay|tên tôi là|tôi tên là|tôi là"
)
TITLES = (
    r"mr|mrs|ms|mx|miss|dr|doctor|doctora|officer|sergeant|sgt|detective|det|lieutenant|lt|captain|capt|deputy|"
    r"inspector|agent|judge|pastor|father|sister|attorney|señora?|señorita|sra?|srta|don|doña|oficial|sargento|"
    r"teniente|agente|juez|jueza|licenciad[oa]|lic|padre|tío|tía|uncle|auntie|aunt"
)

# Between two names, and between the parts of one.
JOINING = frozenset(("and", "y", "e"))
_BETWEEN_PARTS = "de del la las los da do dos van von der bin binti al el"
PARTICLES = JOINING | frozenset(_BETWEEN_PARTS.split())

# Capitals that name nobody: how sentences begin, days, months, languages, and the places and laws of this site.
_ENGLISH = """
A Am An And Are As At Be Because But By Can Could Did Do Does Even Every For From Had Has Have He Her Here His How I
If In Is It Its Just Last Let Many Maybe More Most My Never No Not Now Of On Once One Or Our People Please She Should
Since So Some Thank Thanks That The Their Then There These They This Those To Too Was We Were What When Where Which
While Who Why Will With Women Would Yes Yesterday You Your I’m I’ve I’ll I’d It’s Don’t We’re
"""
_SPANISH = """
Al Ante Aquí Así Aunque Ayer Como Con Cuando De Del Desde Después Donde El Ella Ellas Ellos En Era Es Esa Ese Eso Esta
Estoy Este Esto Fue Gracias Ha Hace Hay Hoy La Las Le Les Lo Los Me Mi Mis Muchas Muy Nada Ni No Nos Nosotras Nosotros
Nuestra Nuestro Nunca Para Pero Por Porque Que Qué Se Según Ser Si Sí Sin Sólo Solo Somos Son Soy Su Sus También Te
Todas Todo Todos Tu Un Una Y Ya Yo
"""
_TIMES_AND_LANGUAGES = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
October November December English Spanish Chinese Vietnamese Filipino Tagalog
"""
_PLACES = (
    "San Francisco", "Los Angeles", "South Los Angeles", "South Central", "Bay Area", "New York", "New Zealand",
    "Nueva Zelanda", "United States", "Estados Unidos", "Black Coalition", "Senate Bill", "Assembly Bill", "Penal Code",
)  # fmt: skip
NO_NAMES = frozenset((*_ENGLISH.split(), *_SPANISH.split(), *_TIMES_AND_LANGUAGES.split(), *_PLACES))
