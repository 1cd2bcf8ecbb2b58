"""The world's countries as English news writes them: names, peoples, capitals; no meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the gazetteer; ``code`` is ISO 3166 alpha-2."""

    code: str
    names: tuple[str, ...]
    peoples: tuple[str, ...]
    capital: str


_TABLE = """
AE | United Arab Emirates; UAE; Emirates | Emirati; Emiratis | Abu Dhabi
AF | Afghanistan | Afghan; Afghans | Kabul
AL | Albania | Albanian; Albanians | Tirana
AM | Armenia | Armenian; Armenians | Yerevan
AO | Angola | Angolan; Angolans | Luanda
AR | Argentina | Argentine; Argentinian | Buenos Aires
AT | Austria | Austrian; Austrians | Vienna
AU | Australia | Australian; Australians | Canberra
AZ | Azerbaijan | Azerbaijani; Azeri | Baku
BA | Bosnia; Bosnia and Herzegovina | Bosnian; Bosnians | Sarajevo
BD | Bangladesh | Bangladeshi; Bangladeshis | Dhaka
BE | Belgium | Belgian; Belgians | Brussels
BF | Burkina Faso | Burkinabe | Ouagadougou
BG | Bulgaria | Bulgarian; Bulgarians | Sofia
BH | Bahrain | Bahraini; Bahrainis | Manama
BI | Burundi | Burundian; Burundians | Gitega
BJ | Benin | Beninese | Porto-Novo
BO | Bolivia | Bolivian; Bolivians | La Paz
BR | Brazil | Brazilian; Brazilians | Brasilia
BW | Botswana | Botswanan | Gaborone
BY | Belarus | Belarusian; Belarusians | Minsk
CA | Canada | Canadian; Canadians | Ottawa
CD | Democratic Republic of Congo; DR Congo; DRC | Congolese | Kinshasa
CF | Central African Republic | Central African | Bangui
CH | Switzerland | Swiss | Bern
CI | Ivory Coast | Ivorian; Ivorians | Yamoussoukro
CL | Chile | Chilean; Chileans | Santiago
CM | Cameroon | Cameroonian; Cameroonians | Yaounde
CN | China | Chinese | Beijing
CO | Colombia | Colombian; Colombians | Bogota
CU | Cuba | Cuban; Cubans | Havana
CY | Cyprus | Cypriot; Cypriots | Nicosia
CZ | Czech Republic; Czechia | Czech; Czechs | Prague
DE | Germany | German; Germans | Berlin
DJ | Djibouti | Djiboutian | Djibouti City
DK | Denmark | Danish; Danes; Dane | Copenhagen
DZ | Algeria | Algerian; Algerians | Algiers
EC | Ecuador | Ecuadorian; Ecuadorians | Quito
EE | Estonia | Estonian; Estonians | Tallinn
EG | Egypt | Egyptian; Egyptians | Cairo
ER | Eritrea | Eritrean; Eritreans | Asmara
ES | Spain | Spanish; Spaniard; Spaniards | Madrid
ET | Ethiopia | Ethiopian; Ethiopians | Addis Ababa
FI | Finland | Finnish; Finns | Helsinki
FR | France | French; Frenchman | Paris
GB | United Kingdom; Britain; UK; England | British; Briton; Britons; English | London
GE | Georgia | Georgian; Georgians | Tbilisi
GH | Ghana | Ghanaian; Ghanaians | Accra
GN | Guinea | Guinean; Guineans | Conakry
GR | Greece | Greek; Greeks | Athens
HR | Croatia | Croatian; Croatians | Zagreb
HT | Haiti | Haitian; Haitians | Port-au-Prince
HU | Hungary | Hungarian; Hungarians | Budapest
ID | Indonesia | Indonesian; Indonesians | Jakarta
IE | Ireland | Irish; Irishman | Dublin
IL | Israel | Israeli; Israelis | Jerusalem
IN | India | Indian; Indians | New Delhi
IQ | Iraq | Iraqi; Iraqis | Baghdad
IR | Iran; Islamic Republic | Iranian; Iranians | Tehran
IS | Iceland | Icelandic; Icelanders | Reykjavik
IT | Italy | Italian; Italians | Rome
JM | Jamaica | Jamaican; Jamaicans | Kingston
JO | Jordan | Jordanian; Jordanians | Amman
JP | Japan | Japanese | Tokyo
KE | Kenya | Kenyan; Kenyans | Nairobi
KG | Kyrgyzstan | Kyrgyz | Bishkek
KH | Cambodia | Cambodian; Cambodians | Phnom Penh
KP | North Korea | North Korean; North Koreans | Pyongyang
KR | South Korea | South Korean; South Koreans | Seoul
KW | Kuwait | Kuwaiti; Kuwaitis | Kuwait City
KZ | Kazakhstan | Kazakh; Kazakhs | Astana
LA | Laos | Laotian; Laotians | Vientiane
LB | Lebanon | Lebanese | Beirut
LK | Sri Lanka | Sri Lankan; Sri Lankans | Colombo
LR | Liberia | Liberian; Liberians | Monrovia
LT | Lithuania | Lithuanian; Lithuanians | Vilnius
LV | Latvia | Latvian; Latvians | Riga
LY | Libya | Libyan; Libyans | Tripoli
MA | Morocco | Moroccan; Moroccans | Rabat
MD | Moldova | Moldovan; Moldovans | Chisinau
MG | Madagascar | Malagasy | Antananarivo
ML | Mali | Malian; Malians | Bamako
MM | Myanmar; Burma | Burmese | Naypyidaw
MN | Mongolia | Mongolian; Mongolians | Ulaanbaatar
MR | Mauritania | Mauritanian; Mauritanians | Nouakchott
MW | Malawi | Malawian; Malawians | Lilongwe
MX | Mexico | Mexican; Mexicans | Mexico City
MY | Malaysia | Malaysian; Malaysians | Kuala Lumpur
MZ | Mozambique | Mozambican; Mozambicans | Maputo
NA | Namibia | Namibian; Namibians | Windhoek
NE | Niger | Nigerien; Nigeriens | Niamey
NG | Nigeria | Nigerian; Nigerians | Abuja
NI | Nicaragua | Nicaraguan; Nicaraguans | Managua
NL | Netherlands; Holland | Dutch; Dutchman | Amsterdam
NO | Norway | Norwegian; Norwegians | Oslo
NP | Nepal | Nepali; Nepalese | Kathmandu
NZ | New Zealand | New Zealander; New Zealanders | Wellington
OM | Oman | Omani; Omanis | Muscat
PE | Peru | Peruvian; Peruvians | Lima
PH | Philippines | Filipino; Filipinos; Philippine | Manila
PK | Pakistan | Pakistani; Pakistanis | Islamabad
PL | Poland | Polish; Pole; Poles | Warsaw
PS | Gaza; Gaza Strip; West Bank; Palestine; Rafah | Palestinian; Palestinians; Gazans | Ramallah
PT | Portugal | Portuguese | Lisbon
QA | Qatar | Qatari; Qataris | Doha
RO | Romania | Romanian; Romanians | Bucharest
RS | Serbia | Serbian; Serbians; Serb; Serbs | Belgrade
RU | Russia | Russian; Russians | Moscow
RW | Rwanda | Rwandan; Rwandans | Kigali
SA | Saudi Arabia | Saudi; Saudis | Riyadh
SD | Sudan | Sudanese | Khartoum
SE | Sweden | Swedish; Swede; Swedes | Stockholm
SG | Singapore | Singaporean; Singaporeans | Singapore City
SK | Slovakia | Slovak; Slovaks | Bratislava
SL | Sierra Leone | Sierra Leonean | Freetown
SN | Senegal | Senegalese | Dakar
SO | Somalia | Somali; Somalis | Mogadishu
SS | South Sudan | South Sudanese | Juba
SY | Syria | Syrian; Syrians | Damascus
TD | Chad | Chadian; Chadians | N'Djamena
TH | Thailand | Thai; Thais | Bangkok
TJ | Tajikistan | Tajik; Tajiks | Dushanbe
TM | Turkmenistan | Turkmen | Ashgabat
TN | Tunisia | Tunisian; Tunisians | Tunis
TR | Turkey; Turkiye; Türkiye | Turkish; Turk; Turks | Ankara
TW | Taiwan | Taiwanese | Taipei
TZ | Tanzania | Tanzanian; Tanzanians | Dodoma
UA | Ukraine | Ukrainian; Ukrainians | Kyiv
UG | Uganda | Ugandan; Ugandans | Kampala
US | United States; US; America; USA | American; Americans | Washington
UY | Uruguay | Uruguayan; Uruguayans | Montevideo
UZ | Uzbekistan | Uzbek; Uzbeks | Tashkent
VE | Venezuela | Venezuelan; Venezuelans | Caracas
VN | Vietnam | Vietnamese | Hanoi
YE | Yemen | Yemeni; Yemenis | Sanaa
ZA | South Africa | South African; South Africans | Pretoria
ZM | Zambia | Zambian; Zambians | Lusaka
ZW | Zimbabwe | Zimbabwean; Zimbabweans | Harare
"""

REGIONS = {
    "ME": ("Middle East", "Mideast", "Near East"),
    "AF": ("Africa", "Horn of Africa", "West Africa", "East Africa"),
    "EU": ("Europe",),
}
"""Regions by our own code; ``ME`` is the one that a scope may name."""
SEAS = ("Red Sea", "Gulf of Aden", "Mediterranean", "Black Sea", "Arabian Sea", "Persian Gulf")


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";"))


def _rows() -> tuple[Country, ...]:
    rows = [line.split(" | ") for line in _TABLE.strip().splitlines()]
    return tuple(
        Country(code.strip(), _split(names), _split(peoples), capital.strip())
        for code, names, peoples, capital in rows
    )


COUNTRIES = _rows()
