"""Connects to a Unix socket, sends the lines of its input one after the other, and prints the answer to each. Ends with 3 and
the name of the error when it may not connect.

Usage: ask.py SOCKET
"""
import errno
import socket
import sys

connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.settimeout(20)
try:
    connection.connect(sys.argv[1])
except OSError as refused:
    print(errno.errorcode[refused.errno])
    sys.exit(3)
answers = connection.makefile('rb')
for line in sys.stdin.buffer:
    connection.sendall(line)
    sys.stdout.buffer.write(answers.readline())
