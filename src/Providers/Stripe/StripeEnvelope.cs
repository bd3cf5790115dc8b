using System.Text.Json;
using System.Text.Unicode;

namespace Signalbox.Providers.Stripe;

/// <summary>
/// Reads a Stripe event's envelope in one pass over its bytes, building no tree. As in other JSON readers, the last of several equal
/// names counts, with everything that it holds.
/// </summary>
public static class StripeEnvelope
{
    /// <summary>How deep the JSON may be nested.</summary>
    public const int MaxDepth = 256;

    // 9999-12-31T23:59:59Z: what comes later is no date.
    private const long LastUnixSecond = 253_402_300_799;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth };

    /// <summary>Reads the envelope. The whole body must be one valid JSON object in UTF-8, also the parts that do not matter here.</summary>
    /// <param name="body">The request's body; bytes of any kind.</param>
    /// <param name="envelope">What was found; the default value unless the result is <see cref="EnvelopeFault.None"/>.</param>
    public static EnvelopeFault Read(ReadOnlySpan<byte> body, out EventEnvelope envelope)
    {
        envelope = default;
        if (!Utf8.IsValid(body))
        {
            return EnvelopeFault.NotUtf8;
        }

        Fields fields = default;
        try
        {
            var reader = new Utf8JsonReader(body, Strict);
            reader.Read();
            var isObject = reader.TokenType is JsonTokenType.StartObject;
            if (isObject)
            {
                ReadEvent(ref reader, ref fields);
            }
            else
            {
                reader.Skip();
            }

            // Throws if anything but white space follows.
            reader.Read();
            if (!isObject)
            {
                return EnvelopeFault.NotAnObject;
            }
        }
        catch (JsonException)
        {
            return EnvelopeFault.NotJson;
        }

        return Check(fields, out envelope);
    }

    private static EnvelopeFault Check(scoped in Fields fields, out EventEnvelope envelope)
    {
        envelope = default;
        Span<char> buffer = stackalloc char[JsonText.MaxChars];
        if (!fields.Id.TryDecodeName(buffer, out var name))
        {
            return fields.Id.IsMissing ? EnvelopeFault.MissingId : EnvelopeFault.BadId;
        }

        var id = name.ToString();
        if (!fields.Type.TryDecodeName(buffer, out name))
        {
            return fields.Type.IsMissing ? EnvelopeFault.MissingType : EnvelopeFault.BadType;
        }

        var type = StripeEventTypes.Intern(name);
        var kind = StripeStreams.Choose(type, fields.References, out var entity);
        var entityId = StripeStreams.MainEndpoint;
        if (kind is not StripeStreams.EndpointKind)
        {
            if (!entity.TryDecodeName(buffer, out name))
            {
                return EnvelopeFault.BadEntityId;
            }

            entityId = name.ToString();
        }

        envelope = new EventEnvelope(id, type, fields.Created, fields.Livemode, kind, entityId);
        return EnvelopeFault.None;
    }

    private static void ReadEvent(scoped ref Utf8JsonReader reader, ref Fields fields)
    {
        while (NextName(ref reader))
        {
            if (Is(ref reader, "id"u8))
            {
                fields.Id = TakeText(ref reader);
            }
            else if (Is(ref reader, "type"u8))
            {
                fields.Type = TakeText(ref reader);
            }
            else if (Is(ref reader, "created"u8))
            {
                fields.Created = TakeUnixSeconds(ref reader);
            }
            else if (Is(ref reader, "livemode"u8))
            {
                fields.Livemode = TakeTrue(ref reader);
            }
            else if (Is(ref reader, "data"u8))
            {
                fields.References = default;
                if (EntersObject(ref reader))
                {
                    ReadData(ref reader, ref fields.References);
                }
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadData(scoped ref Utf8JsonReader reader, ref StripeReferences references)
    {
        while (NextName(ref reader))
        {
            if (Is(ref reader, "object"u8))
            {
                references = new StripeReferences { PreviousCustomer = references.PreviousCustomer };
                if (EntersObject(ref reader))
                {
                    ReadObject(ref reader, ref references);
                }
            }
            else if (Is(ref reader, "previous_attributes"u8))
            {
                references.PreviousCustomer = EntersObject(ref reader) ? TakeReferenceNamed(ref reader, "customer"u8) : default;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadObject(scoped ref Utf8JsonReader reader, ref StripeReferences references)
    {
        while (NextName(ref reader))
        {
            if (Is(ref reader, "id"u8))
            {
                references.Id = TakeText(ref reader);
            }
            else if (Is(ref reader, "object"u8))
            {
                references.ObjectType = TakeText(ref reader);
            }
            else if (Is(ref reader, "customer"u8))
            {
                references.Customer = TakeReference(ref reader);
            }
            else if (Is(ref reader, "subscription"u8))
            {
                references.Subscription = TakeReference(ref reader);
            }
            else if (Is(ref reader, "parent"u8))
            {
                references.ParentSubscription = EntersObject(ref reader) ? TakeParentSubscription(ref reader) : default;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static JsonText TakeParentSubscription(scoped ref Utf8JsonReader reader)
    {
        JsonText found = default;
        while (NextName(ref reader))
        {
            if (Is(ref reader, "subscription_details"u8))
            {
                found = EntersObject(ref reader) ? TakeReferenceNamed(ref reader, "subscription"u8) : default;
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>In the object that the reader is in, the reference of this name.</summary>
    private static JsonText TakeReferenceNamed(scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        JsonText found = default;
        while (NextName(ref reader))
        {
            if (Is(ref reader, name))
            {
                found = TakeReference(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>An id, or the id of the expanded object that stands in its place.</summary>
    private static JsonText TakeReference(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return JsonText.Take(ref reader);
        }

        JsonText found = default;
        while (NextName(ref reader))
        {
            if (Is(ref reader, "id"u8))
            {
                found = TakeText(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    private static JsonText TakeText(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        return JsonText.Take(ref reader);
    }

    private static long TakeUnixSeconds(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.Number)
        {
            reader.Skip();
            return 0;
        }

        return reader.TryGetInt64(out var seconds) && seconds is >= 0 and <= LastUnixSecond ? seconds : 0;
    }

    private static bool TakeTrue(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        var isTrue = reader.TokenType is JsonTokenType.True;
        reader.Skip();
        return isTrue;
    }

    /// <summary>Goes on to the value; steps into it if it is an object, otherwise past it.</summary>
    private static bool EntersObject(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        var isObject = reader.TokenType is JsonTokenType.StartObject;
        if (!isObject)
        {
            reader.Skip();
        }

        return isObject;
    }

    /// <summary>Goes on to the next name of the object that the reader is in, or to its end.</summary>
    private static bool NextName(scoped ref Utf8JsonReader reader) => reader.Read() && reader.TokenType is JsonTokenType.PropertyName;

    // Not ValueTextEquals: it throws at a name with half of an escaped surrogate pair, which is valid JSON and none of the names here.
    private static bool Is(scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? JsonText.NameOf(ref reader).Is(name) : reader.ValueSpan.SequenceEqual(name);

    private ref struct Fields
    {
        internal JsonText Id;
        internal JsonText Type;
        internal StripeReferences References;
        internal long Created;
        internal bool Livemode;
    }
}
