/// Mail programs that others wrote, against the running server.
package org.mailroom.server.interop;
