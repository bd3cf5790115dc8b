namespace Signalbox.Simulation.Stripe;

/// <summary>Who asked for an operation; its events name both.</summary>
internal sealed record ApiCaller(string RequestId, string? IdempotencyKey);
