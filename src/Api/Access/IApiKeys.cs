namespace Signalbox.Access;

/// <summary>Tells who may use the API.</summary>
public interface IApiKeys
{
    /// <summary>
    /// Whether this is a valid key. Answers from memory, in a time that does not depend on how much of the key is right. Safe for any
    /// number of callers at once.
    /// </summary>
    /// <param name="presented">What the request carried after <c>Bearer</c>: of any length, trusted in nothing.</param>
    bool IsValid(string presented);
}
