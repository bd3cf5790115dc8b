namespace Signalbox.Sandbox.Requests;

/// <summary>What a call is answered with.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON.</param>
internal sealed record Answer(int Status, byte[] Body)
{
    internal static Answer Of(StripeError error) => new(error.Status, error.ToJson());
}
