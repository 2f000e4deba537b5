"""The forum as a WSGI application, for any server: `wsgi:app`."""

from forum import config
from forum.app import create_app

app = create_app(config.with_secret_key(config.read()))
