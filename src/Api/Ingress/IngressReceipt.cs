namespace Signalbox.Ingress;

/// <summary>What a webhook is answered with once it is on disk. The ingress writes it without a serializer; this is its description.</summary>
/// <param name="Received">Always true.</param>
/// <param name="Duplicate">True if the event was known already; otherwise absent.</param>
internal sealed record IngressReceipt(bool Received, bool? Duplicate);
