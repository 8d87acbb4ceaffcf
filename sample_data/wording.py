"""Free text in Spanish and English, put together from short parts; every sentence was written for this sample."""

from __future__ import annotations

from random import Random

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
PRAISE = {
    "es": (("Todo bien", "Rápido y claro", "Me atendieron enseguida", "Muy amable la persona", "Excelente", "Resuelto a la primera"),
           ("", ", gracias", ", así da gusto", " y sin vueltas", ", el técnico sabía del tema", ", mejor que otras veces")),
    "en": (("All good", "Quick and clear", "Friendly person", "Solved at once", "Great service"),
           ("", ", thanks", ", no fuss", ", better than before", " and easy to follow")),
}  # fmt: skip
COMPLAINT = {
    "es": (("Esperé muchísimo", "Nadie me dio una respuesta", "Sigue sin funcionar", "Me pasaron de uno a otro", "Muy mala atención",
            "Tuve que contar todo de nuevo", "Se cortó la comunicación"),
           ("", " y no lo resolvieron", ", ya es la tercera vez", ", voy a dar de baja el servicio", ", una vergüenza", ", perdí la mañana")),
    "en": (("I waited far too long", "Nobody could answer", "It still does not work", "I was sent from one to the next",
            "I had to explain everything again"),
           ("", " and it is not solved", ", third time already", ", I will cancel", ", what a waste of a morning")),
}  # fmt: skip
HOP_COMPLAINT = {
    "es": ("El chatbot no entendió y después tuve que llamar y empezar de cero",
           "El asistente me mandó al teléfono y ahí no sabían nada de lo que ya había escrito",
           "Primero el bot, después la espera, y nadie vio lo que conté"),
    "en": ("The bot gave up, then I had to call and start again", "The assistant sent me to the phone and they knew nothing of my chat"),
}  # fmt: skip


def subject(rng: Random, topic: str, language: str) -> str:
    """Return a subject line about the topic."""
    return rng.choice(SUBJECTS[language][topic])


def comment(rng: Random, is_happy: bool, language: str, came_from: str = "") -> str:
    """Return what a customer writes beside a score."""
    if not is_happy and came_from and rng.random() < 0.6:
        return rng.choice(HOP_COMPLAINT[language])
    starts, ends = (PRAISE if is_happy else COMPLAINT)[language]
    return rng.choice(starts) + rng.choice(ends)
