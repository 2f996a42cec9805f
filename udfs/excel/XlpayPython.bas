Attribute VB_Name = "XlpayPython"
Option Explicit
Option Private Module

' Every worksheet function and every button comes through here: ranges become values, whole columns
' are cut to what is used, and the texts that stand for errors become errors. ASCII only: what is
' said in Chinese stands in the add-in's sheet.
' Nothing but the functions may be of use to a cell: XlpayCall is what they call, XlpayPressed
' refuses a cell, the rest is private. What starts Python or reads a file takes no argument.
' XLWINGS-DECLARATIONS

Private Const SENTINEL As String = "##XLPAY:"
Private Const WHOLE_COLUMN As Long = 65536

Private Python As Object

Public Function XlpayCall(ByVal Given As Variant) As Variant
    On Error GoTo Failed
    XlpayCall = WithErrors(Sent(WithValues(Given)))
    Exit Function
Failed:
    If Given(0) = "CWEXPLAIN" Then
        XlpayCall = Said("B3") & Err.Description
    Else
        XlpayCall = CVErr(2029)
    End If
End Function

Public Sub XlpayPressed(ByVal Control As Object)
    ' Once, whatever happens: a press that is made again would find a half-written workbook.
    ' Python restores these settings itself; here they are restored where Python has gone.
    If TypeName(Application.Caller) = "Range" Then Exit Sub
    Dim Answer As String
    Dim Trouble As String
    Dim Updating As Boolean
    Dim Events As Boolean
    Dim Alerts As Boolean
    Dim Calculated As Long
    Dim Known As Boolean
    On Error GoTo Failed
    Updating = Application.ScreenUpdating
    Events = Application.EnableEvents
    Alerts = Application.DisplayAlerts
    If Not ActiveWorkbook Is Nothing Then
        Calculated = Application.Calculation
        Known = True
    End If
    ' A new process where the last one has gone: a function may be asked twice, a button may not.
    ' xlwings looks into a workbook that it is given while it loads a module: ours is loaded here.
    Sent Array("CWAWARD", 1)
    Application.DisplayAlerts = False  ' else Excel asks about a program that keeps it waiting
    If Known Then
        Answer = Python.CallUDF("xlpay_udfs", "pressed", Array(Control.ID, Known), ActiveWorkbook)
    Else
        Answer = Python.CallUDF("xlpay_udfs", "pressed", Array(Control.ID, Known))
    End If
    Application.DisplayAlerts = Alerts
    If Len(Answer) > 0 Then MsgBox Answer, vbInformation, "xlpay"
    Exit Sub
Failed:
    Trouble = Err.Description
    On Error Resume Next
    Application.ScreenUpdating = Updating
    Application.EnableEvents = Events
    Application.DisplayAlerts = Alerts
    If Known Then Application.Calculation = Calculated
    Application.StatusBar = False
    MsgBox Said("B2") & vbCrLf & Trouble, vbExclamation, "xlpay"
End Sub

Private Function Sent(ByVal Values As Variant) As Variant
    ' A function gives the same whenever it is asked: a second attempt, with a new process, where
    ' the first one has gone.
    On Error GoTo Gone
    If Python Is Nothing Then Set Python = XLPy()
    Sent = Python.CallUDF("xlpay_udfs", "call", Values)
    Exit Function
Gone:
    Resume Again
Again:
    On Error GoTo 0
    Set Python = XLPy()
    Sent = Python.CallUDF("xlpay_udfs", "call", Values)
End Function

Private Function Said(ByVal Address As String) As String
    ' A text of the add-in's own sheet.
    Said = ThisWorkbook.Worksheets(1).Range(Address).Value
End Function

Private Function GetConfig(ByVal Key As String, Optional ByVal Default As String = "") As Variant
    ' What xlwings asks for while it connects: from the user's own file which Python and where our
    ' module lies, nothing else and from nowhere else.
    Dim Text As String
    Dim Mark As String
    Dim Start As Long
    GetConfig = Default
    If Key = "ADD_WORKBOOK_TO_PYTHONPATH" Then GetConfig = "false"
    If Key <> "INTERPRETER_WIN" And Key <> "PYTHONPATH" Then Exit Function
    Text = Settings()
    Mark = """" & Key & ""","""
    Start = InStr(Text, Mark)
    If Start = 0 Then Exit Function
    Start = Start + Len(Mark)
    GetConfig = Mid$(Text, Start, InStr(Start, Text, """") - Start)
End Function

Private Function Settings() As String
    ' The file that xlpay addin install has written.
    Dim Text As String
    Dim Number As Integer
    Number = FreeFile
    Open Environ("USERPROFILE") & "\.xlpay\xlpay.conf" For Input As #Number
    Do While Not EOF(Number)
        Line Input #Number, Text
        Settings = Settings & Text & vbLf
    Loop
    Close #Number
End Function

Private Function WithValues(ByVal Given As Variant) As Variant
    Dim Values() As Variant
    Dim I As Long
    Dim Last As Long
    Last = LastRow(Given)
    ReDim Values(UBound(Given))
    For I = 0 To UBound(Given)
        If Not IsObject(Given(I)) Then
            Values(I) = Given(I)
        ElseIf Given(I).Rows.Count < WHOLE_COLUMN Then
            Values(I) = Given(I).Value2
        Else
            Values(I) = Given(I).Resize(Last).Value2
        End If
    Next
    WithValues = Values
End Function

Private Function LastRow(ByVal Given As Variant) As Long
    ' The rows in use of all whole columns together, so that they keep one length.
    Dim Used As Object
    Dim I As Long
    LastRow = 1
    For I = 0 To UBound(Given)
        If IsObject(Given(I)) Then
            If Given(I).Rows.Count >= WHOLE_COLUMN Then
                Set Used = Given(I).Worksheet.UsedRange
                If Used.Row + Used.Rows.Count - Given(I).Row > LastRow Then
                    LastRow = Used.Row + Used.Rows.Count - Given(I).Row
                End If
            End If
        End If
    Next
End Function

Private Function WithErrors(ByVal Result As Variant) As Variant
    Dim I As Long
    Dim J As Long
    If Not IsArray(Result) Then
        WithErrors = OneError(Result)
    ElseIf Dimensions(Result) = 1 Then
        For I = LBound(Result) To UBound(Result)
            Result(I) = OneError(Result(I))
        Next
        WithErrors = Result
    Else
        For I = LBound(Result, 1) To UBound(Result, 1)
            For J = LBound(Result, 2) To UBound(Result, 2)
                Result(I, J) = OneError(Result(I, J))
            Next
        Next
        WithErrors = Result
    End If
End Function

Private Function OneError(ByVal Value As Variant) As Variant
    OneError = Value
    If VarType(Value) = vbString Then
        If Left$(Value, Len(SENTINEL)) = SENTINEL Then
            OneError = CVErr(CLng(Mid$(Value, Len(SENTINEL) + 1)))
        End If
    End If
End Function

Private Function Dimensions(ByVal Result As Variant) As Long
    Dim Top As Long
    Dimensions = 1
    On Error GoTo Done
    Top = UBound(Result, 2)
    Dimensions = 2
Done:
End Function
