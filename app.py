"""The dashboard and the server that sends it. Run by `make run`.

Streamlit reads this file twice: imported, it makes the server; as the main script, at every visit and click, it draws.
"""

import streamlit as st

from pages.parts.fonts import place_font

if __name__ == "__main__":
    from pages.parts.dashboard import draw_dashboard

    place_font()
    draw_dashboard()
else:
    from starlette.middleware import Middleware

    from pages.parts.first_document import document_routes
    from pages.parts.inbox.route import routes
    from pages.parts.packed_files import PackedFiles
    from pages.parts.security_headers import SecurityHeaders, answer_failure

    app = st.App(
        __file__,
        routes=[*routes(), *document_routes()],
        middleware=[Middleware(SecurityHeaders), Middleware(PackedFiles)],
        exception_handlers={Exception: answer_failure},
    )
