"""Subjects and comments in Spanish and English, put together from short parts; every sentence was written for this sample.

A comment shows one feeling; which ones a place brings about is planted (FEELINGS), and truths.toml says what came of it.
"""

from __future__ import annotations

from random import Random

from sample_data.contacts import Contact

SUBJECTS = {
    "es": {
        "averia": (
            "El lavarropas no centrifuga",
            "La heladera hace ruido",
            "El router se reinicia solo",
            "El horno no calienta",
        ),
        "entrega": ("¿Dónde está mi pedido?", "Entrega fuera de horario", "Faltó un bulto del pedido"),
        "factura": ("Me cobraron dos veces", "No entiendo la factura", "Pido la factura con otro CUIT"),
        "garantia": ("Consulta por la garantía", "Segunda reparación en garantía", "Quieren cobrarme la visita"),
        "instalacion": ("Turno de instalación", "El técnico no vino", "Cambiar la fecha de instalación"),
        "internet": ("Sin internet desde anoche", "La fibra va lenta", "Cortes a la tarde"),
        "devolucion": ("Quiero devolver la cafetera", "Reintegro que no llega", "Cambio por otro modelo"),
        "compra": ("¿Tienen en stock el aire de 3.000?", "Cuotas para una heladera", "Plan de fibra para un local"),
    },
    "en": {
        "averia": ("The washing machine does not spin", "My fridge is noisy", "The router keeps restarting"),
        "entrega": ("Where is my order?", "A parcel is missing", "Nobody came on delivery day"),
        "factura": ("I was charged twice", "Question about my bill"),
        "garantia": ("Is this still under warranty?", "Second repair under warranty"),
        "instalacion": ("Installation appointment", "The technician did not come"),
        "internet": ("No internet since last night", "The fibre line is slow"),
        "devolucion": ("I want to return the coffee maker", "My refund has not arrived"),
        "compra": ("Is the air conditioner in stock?", "Fibre plan for a small shop"),
    },
}
# What was felt, in a customer's words; the emotions are those of the warehouse's table `comments`, "plain" shows none.
WORDS = {
    "es": {
        "impatience": ("Esperé muchísimo", "Llevo días esperando una respuesta", "Cuarenta minutos en espera y nada", "¿Hasta cuándo tengo que esperar?",
                       "Sigo esperando que alguien llame", "Tardaron una eternidad", "Demasiada demora, necesito esto ya", "No contestan nunca"),
        "anger": ("Una vergüenza", "Muy mala atención", "Estoy indignado con el trato", "Es un robo", "Me mintieron en la cara",
                  "Pésimo servicio", "Inaceptable, voy a hacer la denuncia", "Qué bronca me dio"),
        "weariness": ("Tuve que contar todo de nuevo", "Ya es la tercera vez por lo mismo", "Me pasaron de uno a otro", "Estoy cansado de repetir lo mismo",
                      "Otra vez empezar de cero", "Siempre la misma historia", "Agotador, nadie se hace cargo", "Me rindo, doy de baja el servicio"),
        "joy": ("Me atendieron enseguida, muy contento", "Muy amable la persona, gracias", "Qué alegría que se solucionó", "Quedé feliz con la atención",
                "Un placer, así da gusto", "Muy agradecida por la ayuda", "Contenta, resuelto a la primera", "Gracias, un sol la chica"),
        "great_joy": ("¡Excelente, los recomiendo a todos!", "Increíble lo rápido que fue", "¡Me encantó!", "Espectacular, diez puntos",
                      "Genial, superó lo que esperaba", "Fantástico, ya se lo conté a mis amigos", "¡Lo mejor que probé!"),
        "plain": ("Todo bien", "Correcto", "Sin comentarios", "Se hizo lo que pedí", "Rápido y claro", "Resuelto"),
    },
    "en": {
        "impatience": ("I waited far too long", "Still waiting for an answer", "Forty minutes on hold", "How much longer do I have to wait?",
                       "It took forever", "Hurry up, I need this now", "Nobody picks up"),
        "anger": ("This is a disgrace", "Terrible service", "I am furious about how I was treated", "You lied to me", "Outrageous, this is a rip-off",
                  "Unacceptable", "Absolutely appalling"),
        "weariness": ("I had to explain everything again", "Third time for the same thing", "I was sent from one to the next", "I am tired of repeating myself",
                      "Same story every time", "Exhausting, nobody takes charge", "I give up, I will cancel"),
        "joy": ("Friendly person, thank you", "So glad it is solved", "Very happy with the help", "A pleasure, thanks", "Pleased, solved at once",
                "Lovely service"),
        "great_joy": ("Amazing, I recommend it to everyone!", "I love it!", "Brilliant, ten out of ten", "Incredible how fast it was",
                      "Fantastic, already told my friends", "Best ever!"),
        "plain": ("All good", "Fine", "No comments", "Done as asked", "Quick and clear", "Solved"),
    },
}  # fmt: skip
TAILS = {
    "es": {"averia": (" con el lavarropas", " por la heladera rota", " con la reparación"), "entrega": (" con la entrega", " por el envío", " con el pedido que no llega"),
           "factura": (" con la factura", " por el cobro"), "garantia": (" con la garantía",), "instalacion": (" con la instalación", " con el técnico"),
           "internet": (" con internet", " por los cortes de la fibra"), "devolucion": (" con la devolución", " por el reintegro"), "compra": (" con la compra",)},
    "en": {"averia": (" with the washing machine", " about the repair"), "entrega": (" with the delivery", " for the parcel"), "factura": (" about the bill",),
           "garantia": (" about the warranty",), "instalacion": (" with the installation", " for the technician"), "internet": (" with the internet line",),
           "devolucion": (" about the refund",), "compra": (" with the purchase",)},
}  # fmt: skip
HOP_COMPLAINTS = {
    "es": ("El chatbot no entendió y después tuve que llamar y empezar de cero",
           "El asistente me mandó al teléfono y ahí no sabían nada de lo que ya había escrito",
           "Primero el bot, después la espera, y nadie vio lo que conté"),
    "en": ("The bot gave up, then I had to call and start again", "The assistant sent me to the phone and they knew nothing of my chat"),
}  # fmt: skip
UNHAPPY = {"phone": {"impatience": 55, "anger": 30, "weariness": 15}, "email": {"impatience": 60, "anger": 15, "weariness": 25},
           "webform": {"weariness": 55, "impatience": 25, "anger": 20}, "": {"anger": 40, "weariness": 30, "impatience": 30}}  # fmt: skip
HAPPY = {"app": {"great_joy": 50, "joy": 30, "plain": 20}, "web": {"great_joy": 40, "joy": 35, "plain": 25}, "store": {"joy": 50, "great_joy": 30, "plain": 20},
         "chat": {"joy": 55, "plain": 35, "great_joy": 10}, "": {"joy": 45, "plain": 50, "great_joy": 5}}  # fmt: skip
WEARY_AFTER_HOP, TAIL_SHARE = 0.6, 0.35


def subject(rng: Random, topic: str, language: str) -> str:
    """Return a subject line about the topic."""
    return rng.choice(SUBJECTS[language][topic])


def comment(contact: Contact, is_happy: bool, language: str = "") -> str:
    """Return what the customer writes beside a score of the contact; drawn apart, so that no other draw depends on it."""
    words_in = language or contact.person.language
    chance = Random(f"comment {contact.person.number} {contact.at}")
    if not is_happy and contact.came_from and not contact.has_context and chance.random() < WEARY_AFTER_HOP:
        return chance.choice(HOP_COMPLAINTS[words_in])
    feelings = HAPPY if is_happy else UNHAPPY
    shares = feelings.get(contact.channel, feelings[""])
    feeling = chance.choices(list(shares), list(shares.values()))[0]
    said = chance.choice(WORDS[words_in][feeling])
    has_tail = chance.random() < TAIL_SHARE and said[-1].isalpha()
    return said + (chance.choice(TAILS[words_in][contact.topic]) if has_tail else "")
