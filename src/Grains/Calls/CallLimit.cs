namespace Signalbox.Calls;

/// <summary>A provider's limit, and how late a permit may be used and counted by the provider.</summary>
/// <param name="Requests">The most requests in any window; 1 or more.</param>
/// <param name="Window">The window; more than zero.</param>
/// <param name="PermitLifetime">How long after its reservation a permit may be used.</param>
/// <param name="Transit">How much longer a request may be on its way before the provider counts it.</param>
/// <param name="Concurrency">The most requests in flight at once; 0 for any number.</param>
internal sealed record CallLimit(int Requests, TimeSpan Window, TimeSpan PermitLifetime, TimeSpan Transit, int Concurrency = 0);
