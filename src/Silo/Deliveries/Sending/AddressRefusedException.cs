namespace Signalbox.Deliveries;

/// <summary>None of the addresses behind a URL may be dialled; nothing was. Thrown where connections are opened, since the HTTP stack takes nothing else from there.</summary>
internal sealed class AddressRefusedException(string message) : Exception(message);
