"""Given names and the short and other forms of each: whoever is called by one is often written down by another.

What is usual in Spanish, with its Basque, Catalan and Galician forms, in Portuguese and in English (RAE, Diccionario
panhispánico de dudas, on hypocorisms; INE, the most frequent names of Spain; US SSA). A name that may be short for two stands
with both.
"""

from __future__ import annotations

FORMS = (
    "alberto berto albert al", "alejandra alexandra ale alex sandra jandra", "alejandro alexander alexandre ale alex sandro jandro aleix",
    "alfonso alonso fonsi poncho alphonse", "alfredo alfred fredo fred", "alicia alice ali licha", "amelia meli amelie", "ana anna anne ann anita annie",
    "andrea andreia", "andres andrew andy andreu andre", "angel angelo lito", "angela angie angelina geli", "antonia tona toni toñi",
    "antonio toni tony anton antoni toño tono anthony ant tonho", "armando mando", "arturo arthur artur art", "aurora", "beatriz bea beatrice betty", "begoña bego",
    "benjamin benja ben benny", "bernardo bernard berni", "blanca blanche", "camila cami camilla", "carla karla", "carlos charles carles charlie carlitos chuck",
    "carmen carmela carme menchu carmina maricarmen mamen", "carolina caro carol caroline carrie", "catalina cata catherine katherine cathy kate katie kathy caterina catarina",
    "cecilia ceci cecile", "celia", "cesar", "clara claire clare", "claudia clau", "concepcion concha conchi conchita", "consuelo chelo consu",
    "cristina christina kristina cris cristi tina kris chris", "cristian christian cristiano cris chris", "daniel dani dan danny danilo", "daniela dani danielle", "david dave davi",
    "diego", "dolores lola loli lolita dolors", "eduardo edu edward eduard lalo ed eddie ted ned", "elena helena helen ellen lena nena elenita",
    "elisa eli elise", "elizabeth isabel isabella isabela elisabeth bel isa isabelle chabela eli liz beth betsy bess lisa", "emilia emily emi", "emilio emili milio",
    "encarnacion encarna encarni", "enrique quique kike henry enric henrique harry hank", "ernesto ernest", "esperanza espe", "esteban steven stephen esteve estevao steve",
    "ester esther", "eugenia uge maru eugenie", "eugenio eugene gene", "eva eve evita", "federico fede frederick frederic frederico fred freddy", "felipe philip phillip felip pipe phil",
    "fernanda fer nanda", "fernando fer nando ferran hernando ferdinand", "francisca paqui paca fran francesca frances paquita",
    "francisco paco fran curro pancho kiko quico francesc xisco frasco fco cisco francis frank frankie chico", "gabriel gabi gabe", "gabriela gabi gaby gabriella gabrielle", "gemma gema",
    "gerardo gerard jerry", "gloria", "gonzalo gonza gonzi", "graciela chela", "gregorio goyo gregory gregori greg", "guadalupe lupe lupita", "guillermo guille william memo guillem gmo guilherme will bill billy willy liam",
    "gustavo gus tavo", "hector tito", "hugo hugh", "ignacio nacho ignasi ignatius iñaki iñigo nachete", "inmaculada inma macu", "ines agnes nes", "irene", "ivan",
    "jaime james jim jimmy jamie jaume", "javier javi xavier xavi xabier jabi", "jesus chus chuy susi", "jeronimo jerome jero", "joaquin quino joaquim chimo joaco kino",
    "jorge george jordi georgie coque", "jose pepe joseph josep josé joe joey pepito jo che pepin zé ze", "josefa pepa josefina pepi fina finita josephine josie", "juan john johnny jon joan joao johan juancho juanito sean ian jack jean iohn",
    "juana juani jane joana joanna joan jean juanita", "julia juli julie", "julian juli", "julio july julius juli", "laura lau lauri laurita", "lautaro", "leonardo leo leonard lenny", "leticia leti letizia",
    "lorena lore", "lorenzo laurence lawrence larry loren lourenço", "lourdes lurdes", "lucas luke lluc luc", "lucia lucy luci lucie", "luis lluis louis lewis lucho luiz luisito lou", "luisa lluisa louise luiza",
    "manuel manolo manu manel lolo manny manny manoel manolito", "manuela manoli manu manuel manola", "marcela marce marcelle", "marcelo marce marcel", "marcos mark marc marcus marco", "margarita marga margaret rita margot maggie meg peggy greta",
    "maria mary mari ma mª marie maruja marita", "mariana", "mario", "marta martha marti", "martin marti martim tin", "mateo matthew mateu matt mateus", "matias mati mathias", "mauricio mauro maurice", "maximiliano maxi max",
    "mercedes merche meche merce merceditas", "miguel michael mike miki mikel miquel michel mick mickey", "micaela mica michaela", "monica moni", "montserrat montse", "natalia nati nat natalie", "nicolas nico nicholas nick nicolau", "nieves", "nuria",
    "olga", "oscar", "pablo paul pau paulo", "paloma", "patricia patri patty pat patsy tricia", "patricio patrick pat paddy", "paula pau", "pedro peter pere pete perico", "pilar pili", "rafael rafa raphael rafi", "ramon ray raymond moncho ramiro",
    "raquel rachel raquelita", "raul ralph", "rebeca rebecca becky", "ricardo richard ricky ricard rick dick rich", "roberto robert rober bob bobby rob berto beto robbie", "rocio", "rodolfo rudolph rudy fito", "rodrigo rodri", "rosa rose rosita rosie",
    "rosario charo rosarito", "salvador salva", "samuel sam samu sammy", "santiago santi santy", "sara sarah sally", "sebastian seba sebas", "sergio sergi serge", "silvia sylvia silvi", "sofia sophia sofi sophie", "soledad sole",
    "susana susan su susi suzanne sue susie", "teresa tere theresa teresita terry tessa", "tomas thomas tom tommy tomás", "valentina vale", "valeria vale", "veronica vero", "vicenta vicen", "vicente vicent vincent vicen chente vince vinny", "victor vic viktor",
    "victoria vicky vicki vic tori viki", "violeta violet", "virginia vir", "ximena jimena", "yolanda yoli iolanda",
    "abril", "adela", "adrian adri", "adriana adri", "agustin agus", "aitor", "alba", "alvaro", "amparo", "asuncion asun", "bruno", "ciro", "dario", "elvira", "emma", "fabian", "felisa", "gael", "german", "gilda", "grace", "irma", "isidro", "jazmin",
    "leda", "lidia lydia", "lilian liliana lili", "marina", "marcia", "milagros mila", "nadia", "noelia noe", "norma", "olivia", "oriol", "renata", "ruben", "ruth", "saul", "selma", "tadeo", "teo teodoro", "ursula", "valentin", "vera", "yago", "zoe",
)  # fmt: skip
