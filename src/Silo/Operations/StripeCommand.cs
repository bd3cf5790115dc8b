using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>One of the product's commands: whose it is, and how Stripe is asked for it.</summary>
internal abstract class StripeCommand
{
    /// <summary>Whose it is.</summary>
    /// <exception cref="JsonException">The request is none of this command's.</exception>
    internal abstract CommandSubject SubjectOf(ReadOnlyMemory<byte> request);

    /// <summary>Asks Stripe.</summary>
    /// <exception cref="StripeException">There is no answer, or it is a refusal.</exception>
    internal abstract Task<StripeObject> SendAsync(StripeCommandCall call);

    /// <summary>Describes a command.</summary>
    /// <param name="type">How its request is read.</param>
    /// <param name="subject">Whose it is.</param>
    /// <param name="send">Asks Stripe.</param>
    internal static StripeCommand Of<T>(JsonTypeInfo<T> type, Func<T, CommandSubject> subject, Func<StripeCommandCall, T, Task<StripeObject>> send) =>
        new Described<T>(type, subject, send);

    private sealed class Described<T>(JsonTypeInfo<T> type, Func<T, CommandSubject> subject, Func<StripeCommandCall, T, Task<StripeObject>> send) : StripeCommand
    {
        internal override CommandSubject SubjectOf(ReadOnlyMemory<byte> request) => subject(Read(request));

        internal override Task<StripeObject> SendAsync(StripeCommandCall call) => send(call, Read(call.Attempt.Request));

        private T Read(ReadOnlyMemory<byte> request) =>
            JsonSerializer.Deserialize(request.Span, type) ?? throw new InvalidDataException("The recorded request is empty.");
    }
}
