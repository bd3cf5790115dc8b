namespace Signalbox.Hosting;

/// <summary>A limit of an account as it was configured.</summary>
/// <param name="RequestsPerSecond">The most requests a second; <see langword="null"/> if it does not say.</param>
/// <param name="Concurrency">The most requests in flight, 0 for any number; <see langword="null"/> if it does not say.</param>
internal sealed record LimitSettings(int? RequestsPerSecond, int? Concurrency);
